"""One study, read and walked once; nobody else knows the whole path."""

from territory.study.file import read_study
from territory.study.model import Study
from territory.study.path import Walk
from territory.study.result import Result
from territory.study.walking import run, walk

__all__ = ["Result", "Study", "Walk", "read_study", "run", "walk"]
