"""The local mailbox without its library."""

import sys

import pytest

from demo.inbox import Mailbox


def test_without_aiosmtpd_the_mailbox_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "aiosmtpd.controller", None)
    with pytest.raises(RuntimeError, match=r"pip install 'vestnik\[demo\]'"):
        Mailbox().start()
