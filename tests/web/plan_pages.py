"""What the tests of plan pages share: a logged-in client, pieces of a page, the SQL of a page."""

import re
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


def text_of(response):
    """The page as a reader sees it: no tags, single spaces."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def queue_ids(response):
    """The items of the queue, in the order of the screen."""
    return re.findall(r'class="pl-row[^"]*" id="row-([0-9A-Z]+)"', response.content.decode())


def revision_of(response):
    """The revision that the first form of a fragment would send."""
    return re.search(r'name="revision" value="(\d+)"', response.content.decode())[1]


@contextmanager
def at_most_queries(most):
    """Fail when a block asks the database more often; say what it asked."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        yield asked
    said = "\n".join(query["sql"][:150] for query in asked)
    assert len(asked) <= most, f"{len(asked)} statements, at most {most}:\n{said}"
