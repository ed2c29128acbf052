"""Write, send and stop letters; take back what bounced; invite and let in people without an account."""

from sojourn.post.actions.bounces import read_bounce
from sojourn.post.actions.letters import (
    ATTEMPTS,
    CLAIM,
    LINK,
    box_all,
    forget,
    forget_about,
    retry,
    send,
    send_due,
    tick,
    write,
)
from sojourn.post.actions.links import (
    CODE_MINUTES,
    address,
    close,
    close_all,
    invite,
    mail_code,
    mint,
    open_link,
    try_code,
)

__all__ = (
    "ATTEMPTS",
    "CLAIM",
    "CODE_MINUTES",
    "LINK",
    "address",
    "box_all",
    "close",
    "close_all",
    "forget",
    "forget_about",
    "invite",
    "mail_code",
    "mint",
    "open_link",
    "read_bounce",
    "retry",
    "send",
    "send_due",
    "tick",
    "try_code",
    "write",
)
