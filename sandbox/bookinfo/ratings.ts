import { ratingsRoutes } from "./ratings/routes";
import { runService } from "./service/run";

void runService("ratings", ratingsRoutes);
