package dev.argand.dashboards;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * One query of a dashboard: of a panel, or of a template variable.
 *
 * @param dashboard title of the dashboard
 * @param panel title of the panel, or {@code $name} of the variable
 * @param expression PromQL, with Grafana's variables
 */
public record PanelQuery(String dashboard, String panel, String expression) {
  /** Of Grafana; {@code $1} is a group of label_replace. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?[A-Za-z_]");

  /** The expression with a value in place of each variable: {@code instance} for $instance. */
  public String with(Map<String, String> variables) {
    String filled = expression;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled =
          filled
              .replace("${" + variable.getKey() + "}", variable.getValue())
              .replace("$" + variable.getKey(), variable.getValue());
    }
    if (VARIABLE.matcher(filled).find()) {
      throw new IllegalArgumentException(
          "%s: a value for every variable was expected, left is %s".formatted(this, filled));
    }
    return filled;
  }
}
