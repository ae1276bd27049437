"""What a file knows of people beside its text, which the product must be able to name, so as to search for it."""

from __future__ import annotations

#: format and name of a leak
KNOWN = {
    *(
        ("docx", f"property {name}")
        for name in ("dc:creator", "cp:lastModifiedBy", "dc:title", "Company", "Manager")
    ),
    ("docx", "author of a comment"),
    ("docx", "author of an insertion"),
    ("docx", "author of a deletion"),
    ("docx", "custom property"),
    ("odt", "property creator"),
    ("odt", "property first creator"),
    ("odt", "property title"),
    ("odt", "author of a comment"),
    ("odt", "author of an insertion"),
    *(("eml", f"header {name}") for name in ("From", "To", "Cc", "Reply-To", "Sender")),
    ("eml", "name of an attachment"),
    ("eml", "coded name of an attachment"),
    ("html", "head, title of the page"),
    ("html", "head, author"),
    ("rtf", "info"),
    ("rtf", "authors of revisions"),
    ("rtf", "author of a comment"),
    ("pdf", "info Author"),
    ("pdf", "info Title"),
    ("pdf", "note"),
    ("pdf", "attachment"),
}
