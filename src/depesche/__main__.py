"""`python -m depesche` is the `depesche` command."""

from depesche.cli import main

if __name__ == "__main__":
    main()
