/**
 * Grafana dashboards as data, and which series a PromQL expression reads. The dashboards and rules
 * themselves lie in {@code ops-dashboards/grafana} and {@code ops-dashboards/prometheus}, and
 * travel in this module's jar under the same names. Knows no service.
 */
@NullMarked
package dev.argand.dashboards;

import org.jspecify.annotations.NullMarked;
