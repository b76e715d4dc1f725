/**
 * Lines of a sidecar's access log as Envoy 1.40 of Istio 1.31.1 wrote them in the sandbox on 2026-11-26, each as JSON
 * and in Istio's default text (istio, telemetry_logging.go, EnvoyTextLogFormat): of the same request, but for the
 * connection.
 */
export const ENVOY_LINES: readonly (readonly [what: string, json: string, text: string])[] = [
  [
    "a request",
    '{"authority":"reviews:9080","duration":8,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"b3e866d6-08d7-4d77-9a67-09e86e92cb19","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T23:10:31.228Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.36:9080","upstream_request_attempt_count":1,"upstream_service_time":"7","upstream_transport_failure_reason":null,"user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}',
    '[2026-11-26T23:10:31.228Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 441 8 7 "-" "Mozilla/5.0 (X11; Linux x86_64)" "b3e866d6-08d7-4d77-9a67-09e86e92cb19" "reviews:9080" "10.213.0.36:9080" outbound|9080|v2|reviews.default.svc.cluster.local 10.213.0.8:49112 10.213.143.83:9080 10.213.0.8:44796 - default',
  ],
  [
    "a user agent with quotes",
    '{"authority":"reviews:9080","duration":6,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"fdde5c56-17b3-41e7-a534-36d88e5bb207","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T23:10:31.337Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.36:9080","upstream_request_attempt_count":1,"upstream_service_time":"6","upstream_transport_failure_reason":null,"user_agent":"say \\"hello\\" twice"}',
    '[2026-11-26T23:10:31.337Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 441 6 6 "-" "say "hello" twice" "fdde5c56-17b3-41e7-a534-36d88e5bb207" "reviews:9080" "10.213.0.36:9080" outbound|9080|v2|reviews.default.svc.cluster.local 10.213.0.8:49112 10.213.143.83:9080 10.213.0.8:44796 - default',
  ],
  [
    "a path with quotes",
    '{"authority":"reviews:9080","duration":5,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"6ca323c7-6856-4259-8775-0abee1810ce0","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T23:10:31.353Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.36:9080","upstream_request_attempt_count":1,"upstream_service_time":"5","upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.353Z] "GET /reviews/0?q="a"&b=\\ HTTP/1.1" 200 - via_upstream - "-" 0 441 5 5 "-" "-" "6ca323c7-6856-4259-8775-0abee1810ce0" "reviews:9080" "10.213.0.36:9080" outbound|9080|v2|reviews.default.svc.cluster.local 10.213.0.8:49112 10.213.143.83:9080 10.213.0.8:44800 - default',
  ],
  [
    "an empty user agent",
    '{"authority":"reviews:9080","duration":5,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"1d4890c4-79ab-4d03-9271-54e0d3df5919","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T23:10:31.385Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.36:9080","upstream_request_attempt_count":1,"upstream_service_time":"5","upstream_transport_failure_reason":null,"user_agent":""}',
    '[2026-11-26T23:10:31.385Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 441 5 5 "-" "" "1d4890c4-79ab-4d03-9271-54e0d3df5919" "reviews:9080" "10.213.0.36:9080" outbound|9080|v2|reviews.default.svc.cluster.local 10.213.0.8:49112 10.213.143.83:9080 10.213.0.8:44796 - default',
  ],
  [
    "more than one address that it came from",
    '{"authority":"reviews:9080","duration":5,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"a4e3ca30-f67a-4cf4-be64-b66f2922bacb","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T23:10:31.392Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.36:9080","upstream_request_attempt_count":1,"upstream_service_time":"5","upstream_transport_failure_reason":null,"user_agent":"tab here"}',
    '[2026-11-26T23:10:31.392Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 441 5 5 "10.1.1.1, 10.2.2.2" "tab here" "a4e3ca30-f67a-4cf4-be64-b66f2922bacb" "reviews:9080" "10.213.0.36:9080" outbound|9080|v2|reviews.default.svc.cluster.local 10.213.0.8:49112 10.213.143.83:9080 10.2.2.2:0 - default',
  ],
  [
    "a fault of the rule",
    '{"authority":"ratings:9080","duration":0,"method":"GET","path":"/ratings/0","protocol":"HTTP/1.1","request_id":"c38a7615-fefe-4661-bc1f-852d97453d03","response_code":555,"response_code_details":"fault_filter_abort","response_flags":"FI","route_name":"abort","start_time":"2026-11-26T23:10:31.405Z","upstream_cluster":"outbound|9080||ratings.default.svc.cluster.local","upstream_host":null,"upstream_request_attempt_count":0,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.405Z] "GET /ratings/0 HTTP/1.1" 555 FI fault_filter_abort - "-" 0 18 0 - "-" "-" "c38a7615-fefe-4661-bc1f-852d97453d03" "ratings:9080" "-" outbound|9080||ratings.default.svc.cluster.local - 10.213.138.70:9080 10.213.0.8:53942 - abort',
  ],
  [
    "no answer in time",
    '{"authority":"ratings:9080","duration":4,"method":"GET","path":"/ratings/0","protocol":"HTTP/1.1","request_id":"c9fe7894-9a14-4425-941d-0ecc68383e76","response_code":504,"response_code_details":"response_timeout","response_flags":"UT","route_name":"late","start_time":"2026-11-26T23:10:31.407Z","upstream_cluster":"outbound|9080||ratings.default.svc.cluster.local","upstream_host":"10.213.0.7:9080","upstream_request_attempt_count":1,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.407Z] "GET /ratings/0 HTTP/1.1" 504 UT response_timeout - "-" 0 24 4 - "-" "-" "c9fe7894-9a14-4425-941d-0ecc68383e76" "ratings:9080" "10.213.0.7:9080" outbound|9080||ratings.default.svc.cluster.local 10.213.0.8:33308 10.213.138.70:9080 10.213.0.8:53942 - late',
  ],
  [
    "a subset that is not there",
    '{"authority":"ratings:9080","duration":0,"method":"GET","path":"/ratings/0","protocol":"HTTP/1.1","request_id":"2b8d36ac-6f86-4873-99af-0543d9ff5c58","response_code":503,"response_code_details":"cluster_not_found","response_flags":"NC","route_name":"gone","start_time":"2026-11-26T23:10:31.412Z","upstream_cluster":null,"upstream_host":null,"upstream_request_attempt_count":0,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.412Z] "GET /ratings/0 HTTP/1.1" 503 NC cluster_not_found - "-" 0 0 0 - "-" "-" "2b8d36ac-6f86-4873-99af-0543d9ff5c58" "ratings:9080" "-" - - 10.213.138.70:9080 10.213.0.8:53942 - gone',
  ],
  [
    "a rule whose name has blanks",
    '{"authority":"ratings:9080","duration":2,"method":"GET","path":"/ratings/0","protocol":"HTTP/1.1","request_id":"094936d8-49cd-454c-869f-2e465ccef776","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"all the rest","start_time":"2026-11-26T23:10:31.722Z","upstream_cluster":"outbound|9080||ratings.default.svc.cluster.local","upstream_host":"10.213.0.7:9080","upstream_request_attempt_count":1,"upstream_service_time":"1","upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.722Z] "GET /ratings/0 HTTP/1.1" 200 - via_upstream - "-" 0 48 2 1 "-" "-" "094936d8-49cd-454c-869f-2e465ccef776" "ratings:9080" "10.213.0.7:9080" outbound|9080||ratings.default.svc.cluster.local 10.213.0.8:33322 10.213.138.70:9080 10.213.0.8:53942 - all the rest',
  ],
  [
    "a caller that gave up",
    '{"authority":"ratings:9080","duration":100,"method":"GET","path":"/ratings/0","protocol":"HTTP/1.1","request_id":"84fbc4b4-94af-4c56-a7ba-98431d1df1ac","response_code":0,"response_code_details":"downstream_remote_disconnect","response_flags":"DI,DC","route_name":"slow","start_time":"2026-11-26T23:10:31.725Z","upstream_cluster":"outbound|9080||ratings.default.svc.cluster.local","upstream_host":null,"upstream_request_attempt_count":0,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.725Z] "GET /ratings/0 HTTP/1.1" 0 DI,DC downstream_remote_disconnect - "-" 0 0 100 - "-" "-" "84fbc4b4-94af-4c56-a7ba-98431d1df1ac" "ratings:9080" "-" outbound|9080||ratings.default.svc.cluster.local - 10.213.138.70:9080 10.213.0.8:53942 - slow',
  ],
  [
    "no connection to the pod",
    '{"authority":"10.213.255.254:9080","duration":0,"method":"GET","path":"/","protocol":"HTTP/1.1","request_id":"b77e388e-61c6-4722-9acd-43f137e2f994","response_code":503,"response_code_details":"upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Network_is_unreachable}","response_flags":"UF","route_name":"allow_any","start_time":"2026-11-26T23:10:31.847Z","upstream_cluster":"PassthroughCluster","upstream_host":"10.213.255.254:9080","upstream_request_attempt_count":1,"upstream_service_time":null,"upstream_transport_failure_reason":"delayed_connect_error:_Network_is_unreachable","user_agent":null}',
    '[2026-11-26T23:10:31.847Z] "GET / HTTP/1.1" 503 UF upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Network_is_unreachable} - "delayed_connect_error:_Network_is_unreachable" 0 98 0 - "-" "-" "b77e388e-61c6-4722-9acd-43f137e2f994" "10.213.255.254:9080" "10.213.255.254:9080" PassthroughCluster - 10.213.255.254:9080 10.213.0.8:40126 - allow_any',
  ],
  [
    "no request that could be read",
    '{"authority":null,"duration":0,"method":null,"path":null,"protocol":"HTTP/1.1","request_id":null,"response_code":400,"response_code_details":"http1.codec_error","response_flags":"DPE","route_name":null,"start_time":"2026-11-26T23:10:31.365Z","upstream_cluster":null,"upstream_host":null,"upstream_request_attempt_count":0,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:31.365Z] "- - HTTP/1.1" 400 DPE http1.codec_error - "-" 0 11 0 - "-" "-" "-" "-" "-" - - 10.213.143.83:9080 10.213.0.8:44834 - -',
  ],
  [
    "a connection of TCP",
    '{"authority":null,"duration":1,"method":null,"path":null,"protocol":null,"request_id":null,"response_code":0,"response_code_details":null,"response_flags":"-","route_name":null,"start_time":"2026-11-26T23:10:31.856Z","upstream_cluster":"outbound|443||kubernetes.default.svc.cluster.local","upstream_host":"10.213.255.2:26443","upstream_request_attempt_count":1,"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null}',
    '[2026-11-26T23:10:51.597Z] "- - -" 0 - - - "-" 5 0 2 - "-" "-" "-" "-" "10.213.255.2:26443" outbound|443||kubernetes.default.svc.cluster.local 10.213.0.8:45498 10.213.128.1:443 10.213.0.8:41348 - -',
  ],
];
