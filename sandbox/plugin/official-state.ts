/**
 * Where the official provider keeps a resource's inputs among its outputs. It holds new inputs against these: without
 * them it would take every object of a state that comes from here for another one, and replace it.
 */
export const INPUTS_OUTPUT = "__inputs";
