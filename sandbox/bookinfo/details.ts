import { detailsRoutes } from "./details/routes";
import { runService } from "./service/run";

void runService("details", detailsRoutes);
