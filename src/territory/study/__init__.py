"""One study, read and walked once; nobody else knows the whole path."""

from territory.study.file import read_study
from territory.study.model import Study
from territory.study.result import Result
from territory.study.walk import run

__all__ = ["Result", "Study", "read_study", "run"]
