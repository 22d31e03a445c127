import { edgeContract, timedEdgeContract } from '../edge.contract.ts';
import { realStage, standInStage } from '../edge.stage.ts';

const {
  DRACHTIO_HOST: host = '',
  DRACHTIO_PORT = '9022',
  DRACHTIO_SECRET: secret = 'cymru',
  DRACHTIO_SIP_PORT = '5060',
} = process.env;
const real = host !== '';

process.stdout.write(
  real
    ? `drachtio: the scenarios run over the drachtio-server at ${host}:${DRACHTIO_PORT}\n`
    : 'drachtio: the scenarios run over the stand-in of test/fakes (DRACHTIO_HOST is not set)\n',
);

if (real)
  edgeContract('drachtio', (options) =>
    realStage({ host, port: Number(DRACHTIO_PORT), secret, sipPort: Number(DRACHTIO_SIP_PORT) }, options),
  );
else {
  edgeContract('drachtio', (options) => standInStage(options));
  timedEdgeContract('drachtio', (options) => standInStage(options));
}
