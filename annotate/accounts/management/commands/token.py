from django.core.management.base import BaseCommand, CommandError

from annotate.accounts import services
from domain.errors import Problem


class Command(BaseCommand):
    help = "Print the API token of EMAIL, one a line where there are several. An account that does not exist is made."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="+")
        parser.add_argument("--renew", action="store_true", help="make the old token void first")

    def handle(self, *args, email, renew, **options):
        for one in email:
            try:
                user, _ = services.account(one)
            except Problem as problem:
                raise CommandError(problem.message) from None
            if renew:
                user.token_number += 1
                user.save(update_fields=["token_number"])
            self.stdout.write(services.token_for(user))
