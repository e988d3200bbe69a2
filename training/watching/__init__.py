"""How watched time is counted: ranges, the rule of credit, what a heartbeat must look like. No Django."""
