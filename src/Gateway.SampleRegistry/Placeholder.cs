namespace Gateway.SampleRegistry;
