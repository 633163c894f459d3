#!/bin/sh
# Print the first Python from 3.11 to 3.13 on this machine.
for candidate in python3 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Python 3.11, 3.12 ou 3.13 est requis; il n'a pas été trouvé. (Python 3.11, 3.12 or 3.13 is needed.)" >&2
exit 1
