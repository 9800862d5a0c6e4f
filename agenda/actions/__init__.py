"""Every change to absence and leave, one function per verb. See the modules for their promises."""
