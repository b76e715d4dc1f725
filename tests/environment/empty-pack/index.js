/* global require */
// What every pack costs: the start of Node, of CrossGuard's library and of its server.
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("empty", { policies: [] });
