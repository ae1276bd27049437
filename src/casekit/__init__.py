"""De-identify case write-ups in Russian, English and Swedish, and match them to those who can help."""
