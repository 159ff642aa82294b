"""How often one person may ask the API (setting DEFAULT_THROTTLE_CLASSES); counted in the shared cache."""

from rest_framework.throttling import UserRateThrottle


class PerPerson(UserRateThrottle):
    """Enough for a program that reads every list at once, too little for one that loops."""

    rate = "240/min"
