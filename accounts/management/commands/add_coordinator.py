"""Opens the account of the first co-ordinator, who may then set up a programme."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import open_founder, set_password_link
from accounts.models import User
from core.problems import Refused


class Command(BaseCommand):
    help = (
        "Opens an account that may set up programmes. The password comes from RUNWAY_PASSWORD, "
        "or is asked for; with --no-password the command prints a link to choose one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--no-password", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"], options["name"]
        password = None if options["no_password"] else self._password(email, name)
        try:
            user = open_founder(email=email, name=name, password=password, by=None)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{user.email} may set up programmes.")
        if password is None:
            self.stdout.write(f"Choose a password at {set_password_link(user)}")

    def _password(self, email: str, name: str) -> str:
        password = os.environ.get("RUNWAY_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, User(email=User.objects.normalize_email(email), name=name))
        except ValidationError as said:
            raise CommandError(" ".join(said.messages)) from said
        return password
