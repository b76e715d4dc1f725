"""Derives limits.json from botocore's service models: what AWS's APIs themselves refuse of a value.

python3 -m pip install --target FOLDER botocore && PYTHONPATH=FOLDER python3 derive.py > limits.json

The models are the ones that AWS's own clients are made from. Kept here is only what limits a value: enumerations,
patterns and bounds, by the names that Pulumi gives to the members of a request.
"""

import json

import botocore
import botocore.session

# Resource type: service, operation that makes one, and the members that Pulumi gives another name or place.
OPERATIONS = {
    "aws:acm/certificate:Certificate": ("acm", "RequestCertificate", {}),
    "aws:cloudwatch/logGroup:LogGroup": ("logs", "CreateLogGroup", {"name": "logGroupName"}),
    "aws:ec2/eip:Eip": ("ec2", "AllocateAddress", {}),
    "aws:ec2/internetGateway:InternetGateway": ("ec2", "CreateInternetGateway", {}),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        "ec2",
        "CreateLaunchTemplate",
        {
            "name": "launchTemplateName",
            "metadataOptions": "launchTemplateData.metadataOptions",
            "blockDeviceMappings": "launchTemplateData.blockDeviceMappings",
            "tagSpecifications": "launchTemplateData.tagSpecifications",
        },
    ),
    "aws:ec2/natGateway:NatGateway": ("ec2", "CreateNatGateway", {}),
    "aws:ec2/route:Route": ("ec2", "CreateRoute", {}),
    "aws:ec2/routeTable:RouteTable": ("ec2", "CreateRouteTable", {}),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ("ec2", "AssociateRouteTable", {}),
    "aws:ec2/securityGroup:SecurityGroup": ("ec2", "CreateSecurityGroup", {}),
    "aws:ec2/subnet:Subnet": ("ec2", "CreateSubnet", {}),
    "aws:ec2/vpc:Vpc": ("ec2", "CreateVpc", {}),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("ec2", "CreateVpcEndpoint", {}),
    "aws:eks/accessEntry:AccessEntry": ("eks", "CreateAccessEntry", {}),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ("eks", "AssociateAccessPolicy", {}),
    "aws:eks/addon:Addon": (
        "eks",
        "CreateAddon",
        {"resolveConflictsOnCreate": "resolveConflicts", "resolveConflictsOnUpdate": "resolveConflicts"},
    ),
    "aws:eks/cluster:Cluster": (
        "eks",
        "CreateCluster",
        {
            "vpcConfig": "resourcesVpcConfig",
            "enabledClusterLogTypes": "logging.clusterLogging[].types",
            "encryptionConfig": "encryptionConfig[]",
        },
    ),
    "aws:eks/nodeGroup:NodeGroup": (
        "eks",
        "CreateNodegroup",
        {"nodeGroupName": "nodegroupName", "nodeRoleArn": "nodeRole", "subnetIds": "subnets"},
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ("eks", "CreatePodIdentityAssociation", {}),
    "aws:iam/policy:Policy": ("iam", "CreatePolicy", {"name": "policyName"}),
    "aws:iam/role:Role": ("iam", "CreateRole", {"name": "roleName", "assumeRolePolicy": "assumeRolePolicyDocument"}),
    "aws:iam/rolePolicy:RolePolicy": ("iam", "PutRolePolicy", {"role": "roleName"}),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("iam", "AttachRolePolicy", {"role": "roleName"}),
    "aws:kms/alias:Alias": ("kms", "CreateAlias", {"name": "aliasName"}),
    "aws:kms/key:Key": ("kms", "CreateKey", {"customerMasterKeySpec": "keySpec"}),
    "aws:route53/record:Record": (
        "route53",
        "ChangeResourceRecordSets",
        {
            name: f"changeBatch.changes[].resourceRecordSet.{name}"
            for name in ("name", "type", "setIdentifier", "healthCheckId")
        },
    ),
}

# What is set by an operation of its own, not by the one that makes the resource.
MORE = {
    "aws:cloudwatch/logGroup:LogGroup": [("logs", "PutRetentionPolicy", {"retentionInDays": "retentionInDays"})],
    "aws:kms/key:Key": [("kms", "ScheduleKeyDeletion", {"deletionWindowInDays": "pendingWindowInDays"})],
}


def lower_first(name):
    return name[:1].lower() + name[1:]


def plural(name):
    """Pulumi names a list in the plural."""
    return name if name.endswith("s") else name + "s"


def limits(shape, seen=()):
    """What a shape of the model refuses, or None where it takes anything."""
    if shape.name in seen:
        return None
    seen = (*seen, shape.name)
    if shape.type_name == "structure":
        fields = {}
        for name, member in shape.members.items():
            inner = limits(member, seen)
            if inner is None:
                continue
            fields[plural(lower_first(name)) if member.type_name == "list" else lower_first(name)] = inner
        return {"fields": dict(sorted(fields.items()))} if fields else None
    if shape.type_name == "list":
        return bounded(shape, {"items": limits(shape.member, seen)})
    if shape.type_name == "map":
        return bounded(shape, {"keys": limits(shape.key, seen), "values": limits(shape.value, seen)})
    result = {}
    if getattr(shape, "enum", None):
        result["enum"] = sorted(shape.enum)
    if "pattern" in shape.metadata:
        result["pattern"] = shape.metadata["pattern"]
    return bounded(shape, result)


def bounded(shape, result):
    known = {key: value for key, value in result.items() if value is not None}
    for bound in ("min", "max"):
        if bound in shape.metadata:
            known[bound] = shape.metadata[bound]
    return known or None


def at(shape, path):
    """The shape at `logging.clusterLogging[].types` of a request."""
    for part in path.split("."):
        name, is_item = part.removesuffix("[]"), part.endswith("[]")
        shape = next(member for key, member in shape.members.items() if lower_first(key) == name)
        shape = shape.member if is_item else shape
    return shape


def main():
    session = botocore.session.get_session()
    models = {}
    types = {}
    for resource, (service, operation, renamed) in OPERATIONS.items():
        own = [(service, operation, renamed), *MORE.get(resource, [])]
        fields = {}
        for index, (of, name, names) in enumerate(own):
            model = models.setdefault(of, session.get_service_model(of))
            request = model.operation_model(name).input_shape
            if index == 0:
                fields.update((limits(request) or {"fields": {}})["fields"])
                # Tags are a map in Pulumi, and a part of the request of their own in many of the APIs.
                for key in ("tags", "tagSpecifications", *(path.split(".")[0].split("[")[0] for path in names.values())):
                    fields.pop(key, None)
                    fields.pop(plural(key), None)
            for key, path in names.items():
                inner = limits(at(request, path))
                if inner is not None:
                    fields[key] = inner
        types[resource] = {
            "operations": [f"{of} {name}" for of, name, _ in own],
            "fields": dict(sorted(fields.items())),
        }
    source = f"botocore {botocore.__version__} (PyPI), data/*/service-2.json; made by derive.py"
    print(json.dumps({"source": source, "types": types}, indent=2))


main()
