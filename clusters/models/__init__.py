from clusters.models.account_import import AccountImport, InvitationMail
from clusters.models.acting import ActingEndorser
from clusters.models.cluster import Cluster, ClusterRole
from clusters.models.decree_file import DecreeFile
from clusters.models.notification import DigestMail, Notification
from clusters.models.organization import Organization, OrganizationName, OrganizationSuccession
from clusters.models.plan import Plan, RegionRole
from clusters.models.region import Region
from clusters.models.task_force import RegionalPlanStage, TaskForce
from clusters.models.user import Invitation, User

__all__ = [
    "AccountImport",
    "ActingEndorser",
    "Cluster",
    "ClusterRole",
    "DecreeFile",
    "DigestMail",
    "Invitation",
    "InvitationMail",
    "Notification",
    "Organization",
    "OrganizationName",
    "OrganizationSuccession",
    "Plan",
    "Region",
    "RegionRole",
    "RegionalPlanStage",
    "TaskForce",
    "User",
]
