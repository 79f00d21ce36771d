"""Addresses of allauth that we open: sign in and out, and choose a password.

Its page of e-mail addresses stays shut. There anybody could take an address that nobody has
confirmed, such as a teacher's, and would be given the teacher's role when it comes.
"""

from allauth.account.urls import urlpatterns as every

OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # closed by accounts.adapter; allauth names it on its own pages
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)
urlpatterns = [pattern for pattern in every if pattern.name in OPEN]
