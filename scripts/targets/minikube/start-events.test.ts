import { describe, expect, test } from 'vitest';
import { readStart } from './start-events.ts';

/** Recorded from `minikube start -o json` of v1.38.1; downloads as pkg/minikube/out/register writes them. */
const recorded = [
  '{"specversion":"1.0","id":"9bca90b6","source":"https://minikube.sigs.k8s.io/","type":"io.k8s.sigs.minikube.step","datacontenttype":"application/json","data":{"currentstep":"0","message":"[dry] minikube v1.38.1 on Debian 12.11 (docker/amd64)","name":"Initial Minikube Setup","totalsteps":"19"}}',
  '{"specversion":"1.0","id":"94401ba0","source":"https://minikube.sigs.k8s.io/","type":"io.k8s.sigs.minikube.info","datacontenttype":"application/json","data":{"message":"MINIKUBE_FORCE=true"}}',
  '{"specversion":"1.0","id":"207dd4e0","source":"https://minikube.sigs.k8s.io/","type":"io.k8s.sigs.minikube.step","datacontenttype":"application/json","data":{"currentstep":"1","message":"Using the docker driver based on user configuration","name":"Selecting Driver","totalsteps":"19"}}',
  '{"type":"io.k8s.sigs.minikube.download","data":{"artifact":"preload.tar.lz4","currentstep":"6","totalsteps":"19"}}',
  '{"type":"io.k8s.sigs.minikube.download.progress","data":{"artifact":"preload.tar.lz4","currentstep":"6","progress":"0.537","totalsteps":"19"}}',
];

describe('the events of minikube start', () => {
  test('give its steps and the part of a download that is done', () => {
    expect(recorded.map(readStart())).toEqual([
      'step 0/19  [dry] minikube v1.38.1 on Debian 12.11 (docker/amd64)',
      undefined,
      'step 1/19  Using the docker driver based on user configuration',
      'step 6/19  downloading preload.tar.lz4',
      'step 6/19  downloading preload.tar.lz4, 54 %',
    ]);
  });

  test('are left alone where a line is none', () => {
    const others = ['', '! a warning', '{"type":', '{"type":"io.other","data":{}}', '{}'];
    expect(others.map(readStart())).toEqual(others.map(() => undefined));
  });
});
