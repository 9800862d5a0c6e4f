"""Questions about reports, incidents and the dossier."""
