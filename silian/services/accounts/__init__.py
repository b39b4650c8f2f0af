"""People, bodies and offices: who is there, who acts, and who may do what.

Shells import this package: ``from silian.services import accounts``.
"""

from silian.adapters.regions import region_names
from silian.services.accounts.demo import (
    create_demo_person,
    demo_logins,
    has_demo_logins,
    mark_demo_folder,
)
from silian.services.accounts.offices import (
    create_body,
    end_office,
    give_office,
    list_bodies,
    list_own_offices,
    switch_office,
)
from silian.services.accounts.people import (
    change_password,
    create_person,
    drop_old_sessions,
    get_person,
    is_first_password_over,
    list_people,
    record_log_in,
    record_log_out,
    reset_password,
    set_active,
)
from silian.services.accounts.rights import (
    Forbidden,
    NotFound,
    actor_named,
    actor_of,
    offices_of,
    reach_of,
    require,
)
from silian.services.accounts.values import (
    AdministratorsApart,
    BadRegion,
    BodyView,
    DemoLogin,
    FirstPassword,
    NameTaken,
    NotADemo,
    OfficeNotHeld,
    OwnOffice,
    PersonView,
    WeakPassword,
    WrongPassword,
)

__all__ = [
    "AdministratorsApart",
    "BadRegion",
    "BodyView",
    "DemoLogin",
    "FirstPassword",
    "Forbidden",
    "NameTaken",
    "NotADemo",
    "NotFound",
    "OfficeNotHeld",
    "OwnOffice",
    "PersonView",
    "WeakPassword",
    "WrongPassword",
    "actor_named",
    "actor_of",
    "change_password",
    "create_body",
    "create_demo_person",
    "create_person",
    "demo_logins",
    "drop_old_sessions",
    "end_office",
    "get_person",
    "give_office",
    "has_demo_logins",
    "is_first_password_over",
    "list_bodies",
    "list_own_offices",
    "list_people",
    "mark_demo_folder",
    "offices_of",
    "reach_of",
    "record_log_in",
    "record_log_out",
    "region_names",
    "require",
    "reset_password",
    "set_active",
    "switch_office",
]
