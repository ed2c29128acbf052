"""Pages of papers: those of a stay, one paper with its signatures, the office's texts, the check."""

from sojourn.agreements.views.check import verify, verify_code
from sojourn.agreements.views.links import link_download, link_object, link_page, link_sign
from sojourn.agreements.views.office import draw_up, export_list, office, withdraw
from sojourn.agreements.views.papers import ask_letter, download, object_to, paper, papers, sign
from sojourn.agreements.views.wordings import edit_wording, preview_wording, wordings

__all__ = [
    "ask_letter",
    "download",
    "draw_up",
    "edit_wording",
    "export_list",
    "link_download",
    "link_object",
    "link_page",
    "link_sign",
    "object_to",
    "office",
    "paper",
    "papers",
    "preview_wording",
    "sign",
    "verify",
    "verify_code",
    "withdraw",
    "wordings",
]
