/** The label that the ConfigMaps and Leases of all shifts have. */
export const SHIFT_LABEL = "bookinfo-mesh/traffic-shift";

/** Where a ConfigMap has what a shift is doing. */
export const SHIFT_KEY = "shift.json";

/** The variable by which a shift's own updates tell the program which shift they are of. */
export const SHIFT_VARIABLE = "BOOKINFO_MESH_SHIFT";
