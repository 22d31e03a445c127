import { edgeContract, timedEdgeContract } from '../edge.contract.ts';
import { embeddedStage } from '../edge.stage.ts';

edgeContract('embedded', embeddedStage);
timedEdgeContract('embedded', embeddedStage);
