// SPDX-License-Identifier: Apache-2.0
// The files of the correct deployments as templates with @KEY@s: what qubernetes would write, with
// a Service for p2p and Tessera beside one for RPC, lists and configs in ConfigMaps of their own.
// Texts only.
#pragma once

namespace seatrial::defects {

inline constexpr const char* node_port_service = R"(apiVersion: v1
kind: Service
metadata:
  name: @NAME@
spec:
  type: NodePort
  selector:
    app: qubernetes
    name: @NAME@-deployment
  ports:
  - name: tm-manager
    protocol: TCP
    port: 9001
    targetPort: 9001
    nodePort: @TM_PORT@
  - name: quorum-listener
    protocol: TCP
    port: 30303
    targetPort: 30303
    nodePort: @P2P_PORT@
---
apiVersion: v1
kind: Service
metadata:
  name: @NAME@-rpc
spec:
  type: ClusterIP
  selector:
    app: qubernetes
    name: @NAME@-deployment
  ports:
  - name: rpc-listener
    protocol: TCP
    port: 8545
    targetPort: 8545
---
)";

inline constexpr const char* balancer_service = R"(apiVersion: v1
kind: Service
metadata:
  name: @NAME@
spec:
  type: LoadBalancer
  loadBalancerIP: @ADDRESS@
  loadBalancerSourceRanges:
  - 52.1.0.0/16
  - 53.1.0.0/16
  - 20.1.0.0/16
  selector:
    app: qubernetes
    name: @NAME@-deployment
  ports:
  - name: tm-manager
    protocol: TCP
    port: 9001
    targetPort: 9001
    nodePort: @TM_NODE_PORT@
  - name: quorum-listener
    protocol: TCP
    port: 30303
    targetPort: 30303
    nodePort: @P2P_NODE_PORT@
---
)";

inline constexpr const char* keys_of_node = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: @NAME@-enode-config
data:
  enode: "@ENODE@"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: @NAME@-nodekey-address-config
data:
  nodekey: "@ADDRESS@"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: @NAME@-tm-key-config
data:
  tm.pub: "@TM_KEY@"
---
)";

inline constexpr const char* tessera_config = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: @NAME@-tessera-config
data:
  tessera-config-9.0.json.tmpl: |
    {
      "useWhiteList": false,
      "disablePeerDiscovery": false,
      "serverConfigs": [
        {
          "app": "Q2T",
          "enabled": true,
          "serverAddress": "unix:/etc/quorum/qdata/tm/tm.ipc",
          "communicationType": "REST"
        },
        {
          "app": "P2P",
          "enabled": true,
          "serverAddress": "http://@URL@",
          "bindingAddress": "http://0.0.0.0:9001",
          "sslConfig": {
            "tls": "OFF"
          },
          "communicationType": "REST"
        }
      ],
      "peer": [
@PEERS@
      ],
      "features": {
        "enableRemoteKeyValidation": false
      },
      "alwaysSendTo": []
    }
---
)";

inline constexpr const char* deployment = R"(apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: @NAME@-pvc
spec:
  accessModes:
  - ReadWriteOnce
  resources:
    requests:
      storage: 200Mi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: @NAME@-deployment
spec:
  strategy:
    type: Recreate
  replicas: 1
  selector:
    matchLabels:
      name: @NAME@-deployment
  template:
    metadata:
      labels:
        app: qubernetes
        name: @NAME@-deployment
    spec:
      initContainers:
      - name: quorum-genesis-init-container
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args:
        - "-cx"
        - "geth --datadir $DATA init /etc/quorum/genesis/genesis-geth.json;"
        env:
        - name: DATA
          value: /etc/quorum/qdata/dd
        volumeMounts:
        - name: quorum-persistent-storage
          mountPath: /etc/quorum/qdata
        - name: genesis
          mountPath: /etc/quorum/genesis
      containers:
      - name: tessera
        image: quorumengineering/tessera:0.10.6
        command: [ "sh" ]
        args:
        - "-cx"
        - "java -jar /tessera/tessera-app.jar -configfile $DDIR/tessera-config-9.0.json.tmpl;"
        ports:
        - containerPort: 9001
        env:
        - name: DDIR
          value: /etc/quorum/qdata/tm
        volumeMounts:
        - name: tessera-config
          mountPath: /etc/quorum/qdata/tm/tessera-config-9.0.json.tmpl
          subPath: tessera-config-9.0.json.tmpl
        - name: tessera-keys
          mountPath: /etc/quorum/qdata/tm/tm.pub
          subPath: tm.pub
      - name: quorum
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args:
        - "-cx"
        - |
          ln -s $LISTS/permissioned/permissioned-nodes.json $DATA/permissioned-nodes.json
          ln -s $LISTS/static/static-nodes.json $DATA/static-nodes.json
          geth \
            --datadir $DATA \
            --permissioned \
            --nodiscover \
            --nat=none \
            --networkid 1000 \
            --istanbul.blockperiod 3 \
            --syncmode full \
            @MINE@ \
            --port 30303 \
            --unlock 0
        ports:
        - containerPort: 8545
        - containerPort: 30303
        env:
        - name: PRIVATE_CONFIG
          value: /etc/quorum/qdata/tm/tm.ipc
        - name: DATA
          value: /etc/quorum/qdata/dd
        - name: LISTS
          value: /etc/quorum/lists
        - name: THIS_NODE_ID
          value: @NAME@
        volumeMounts:
        - name: quorum-persistent-storage
          mountPath: /etc/quorum/qdata
        - name: permission-nodes
          mountPath: /etc/quorum/lists/permissioned
        - name: static-nodes
          mountPath: /etc/quorum/lists/static
      volumes:
      - name: quorum-persistent-storage
        persistentVolumeClaim:
          claimName: @NAME@-pvc
      - name: genesis
        configMap:
          name: genesis-config
      - name: permission-nodes
        configMap:
          name: permission-nodes-config
      - name: static-nodes
        configMap:
          name: static-nodes-config
      - name: tessera-config
        configMap:
          name: @NAME@-tessera-config
      - name: tessera-keys
        configMap:
          name: @NAME@-tm-key-config
)";

inline constexpr const char* policies = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: quorum
spec:
  podSelector:
    matchLabels:
      app: qubernetes
  policyTypes:
  - Ingress
  - Egress
  ingress:
  - from:
    - podSelector: {}
    - ipBlock:
        cidr: @NODES@
    ports:
    - protocol: TCP
      port: 30303  # in
    - protocol: TCP
      port: 9001
  egress:
  - to:
    - podSelector: {}
    ports:
    - protocol: TCP
      port: 30303
    - protocol: TCP
      port: 9001
  - ports:
    - protocol: UDP
      port: 53  # UDP
    - protocol: TCP
      port: 53
  - to:
    - ipBlock:
        cidr: 20.1.0.0/16
    ports:
    - protocol: TCP
      port: 30303
    - protocol: TCP
      port: 9001
  - to:
    - ipBlock:
        cidr: @PEERED@
    - ipBlock:
        cidr: @PUBLIC@
    ports:
    - protocol: TCP
      port: 30000
      endPort: 32767
)";

inline constexpr const char* trial_of_three = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
networks:
  vpc-a:
    cloud: aws
    range: 10.1.0.0/16
    internet: true
    routes:
    - {to: 10.3.0.0/16, via: a-c}
    - {to: 0.0.0.0/0, via: internet}
    security_groups:
      nodes:
        in:
        - {protocol: tcp, ports: 30000-32767, from: 0.0.0.0/0}
  vnet-b:
    cloud: azure
    range: 10.2.0.0/16
    internet: true
    nat: 20.1.0.100
  vpc-c:
    cloud: aws
    range: 10.3.0.0/16
    internet: true
    routes:
    - {to: 10.1.0.0/16, via: a-c}
    - {to: 0.0.0.0/0, via: internet}
    security_groups:
      nodes:
        in:
        - {protocol: tcp, ports: 30000-32767, from: 0.0.0.0/0}
connections:
  a-c: {peering: [vpc-a, vpc-c]}
clusters:
  a:
    config: a
    network: vpc-a
    security_group: nodes
    kubernetes: "1.29"
    cni: calico
    pod_range: 10.244.0.0/16
    service_range: 10.96.0.0/16
    nodes: {n1: {address: 10.1.0.4, public: 52.1.0.4}, n2: {address: 10.1.0.5, public: 52.1.0.5}}
  b:
    config: b
    network: vnet-b
    provider: azure
    kubernetes: "1.29"
    pod_range: 10.245.0.0/16
    service_range: 10.97.0.0/16
    nodes: {n1: 10.2.0.4, n2: 10.2.0.5}
  c:
    config: c
    network: vpc-c
    security_group: nodes
    kubernetes: "1.29"
    cni: calico
    pod_range: 10.246.0.0/16
    service_range: 10.98.0.0/16
    nodes:
      n1: {address: 10.3.0.4, public: 53.1.0.4}
      n2: {address: 10.3.0.5, public: 53.1.0.5}
      n3: {address: 10.3.0.6, public: 53.1.0.6}
wan:
- {between: [a, b], latency: 10ms}
- {between: [b, c], latency: 10ms}
- {between: [a, c], latency: 10ms}
steps:
- deploy: a
)";

}  // namespace seatrial::defects
