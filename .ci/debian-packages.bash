# shellcheck shell=bash
# What the tests need of Debian, one line each: the command that is looked for, and the package that has it.
# Only what a test uses now; add a line, with the reason, together with the test that needs it.
debian_packages=(
  "go golang-go"   # tests/Gateway.ClientTests runs the real go command against the gateway
  "promtool prometheus"   # tests/Gateway.IntegrationTests checks /metrics and deploy/prometheus with it, and scrapes with the real server
  "openssl openssl"   # tests/Gateway.IntegrationTests: TLS peers that say why they refuse
  "testssl testssl.sh"   # tests/Gateway.IntegrationTests scans the gateway's TLS with it
  "chromium chromium"   # tests/Gateway.ClientTests drives the dashboard in it
)
