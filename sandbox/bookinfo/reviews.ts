import { reviewsRoutes } from "./reviews/routes";
import { runService } from "./service/run";

void runService("reviews", reviewsRoutes);
