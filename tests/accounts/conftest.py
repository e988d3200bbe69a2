from tests.accounts.flushing import let_flush_empty_the_audit_log

# At import: the whole run is collected before its first test, so it holds for transactional tests anywhere.
let_flush_empty_the_audit_log()
