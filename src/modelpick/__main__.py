"""``python -m modelpick``."""

from modelpick.cli.app import main

main()
