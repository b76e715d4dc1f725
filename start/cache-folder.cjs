const { join } = require("node:path");

/** Where the program's start keeps what it has made, from one command to the next. Removing it costs one slow start. */
module.exports.cacheFolder = join(module.path, "..", "node_modules", ".cache", "program");
