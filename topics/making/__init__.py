"""What the build command needs: romanisation, transliteration, inflection. Never imported at run time."""
