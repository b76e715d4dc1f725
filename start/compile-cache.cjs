/**
 * Keeps the compiled form of every file, Pulumi's thousand among them, from one command to the next.
 *
 * Saves: 0.2 s of processor time in every command.
 * Relies on: Node's `module.enableCompileCache`, there from 22.8 on; an older Node starts without. Node itself sees
 * to it that a file which has changed, or another version of Node, makes an entry of its own.
 * Noticed by: tests/start/compile-cache.test.ts
 */
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");
const { cacheFolder } = require("./cache-folder.cjs");

enableCompileCache?.(join(cacheFolder, "compiled"));
