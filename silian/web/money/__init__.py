"""The ledger as pages: accounts on a day, statements, entries, the trial balance, periods."""
