"""The command ``kartotek``: a file for each group of subcommands, all on the package's public API."""
