import { productpageRoutes } from "./productpage/routes";
import { runService } from "./service/run";

void runService("productpage", productpageRoutes);
