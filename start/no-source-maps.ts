/**
 * Keeps Pulumi from looking its own files up in source maps: it takes a stack trace for every resource, and nobody
 * sees those.
 *
 * Saves: 0.35 s of processor time in every command that registers some thirty resources, more with more.
 * Relies on: Pulumi asking for them by `source-map-support/register`. The program's own files need none: their lines
 * stay where they are (strip-types.cjs).
 * Noticed by: tests/start/no-source-maps.test.ts
 */
import { Module } from "node:module";

const register = require.resolve("source-map-support/register", { paths: [require.resolve("@pulumi/pulumi")] });
require.cache[register] = Object.assign(new Module(register), { loaded: true });
