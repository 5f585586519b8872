package dev.argand.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a PromQL expression reads: its selectors, and the labels that it groups or joins by.
 *
 * <p>This reads tokens, not grammar: whether an expression is well-formed is for promtool to say.
 * Template variables of Grafana may stand in ranges and in strings.
 *
 * @param selectors in the order of the text
 * @param groupings labels in {@code by}, {@code without}, {@code on}, {@code ignoring}, {@code
 *     group_left} and {@code group_right}
 */
public record PromQl(List<SeriesSelector> selectors, Set<String> groupings) {
  private static final Set<String> LABEL_LISTS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan");
  private static final Set<String> AGGREGATIONS =
      Set.of(
          "sum",
          "min",
          "max",
          "avg",
          "group",
          "stddev",
          "stdvar",
          "count",
          "count_values",
          "bottomk",
          "topk",
          "quantile");

  public PromQl {
    selectors = List.copyOf(selectors);
    groupings = Set.copyOf(groupings);
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if a bracket or a string does not end, or a selector has no
   *     metric's name
   */
  public static PromQl read(String expression) {
    return new Reader(expression).read();
  }

  private static final class Reader {
    private final String text;
    private final List<SeriesSelector> selectors = new ArrayList<>();
    private final Set<String> groupings = new TreeSet<>();
    private int at;

    Reader(String text) {
      this.text = text;
    }

    PromQl read() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (isQuote(c)) {
          skipString();
        } else if (c == '[') {
          at = after(']');
        } else if (c == '{') {
          throw wrong("a selector must name its metric");
        } else if (c == '#') {
          at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        } else if (isDigit(c)) {
          skipNumber();
        } else if (isNameStart(c)) {
          name();
        } else {
          at++;
        }
      }
      return new PromQl(selectors, groupings);
    }

    private void name() {
      int start = at;
      String name = word();
      String lower = name.toLowerCase(Locale.ROOT);
      int next = nextNonBlank();
      boolean opens = next < text.length() && text.charAt(next) == '(';
      if (LABEL_LISTS.contains(lower)) {
        if (opens) {
          at = next + 1;
          groupings.addAll(labels(')'));
        }
      } else if (!opens && !WORDS.contains(lower) && !AGGREGATIONS.contains(lower)) {
        selector(start, name, next);
      }
    }

    private void selector(int start, String metric, int next) {
      Set<String> labels = Set.of();
      if (next < text.length() && text.charAt(next) == '{') {
        at = next + 1;
        labels = labels('}');
      }
      selectors.add(new SeriesSelector(metric, text.substring(start, at), labels));
    }

    /** The names up to the closing bracket, which is passed over too. */
    private Set<String> labels(char closing) {
      Set<String> labels = new TreeSet<>();
      while (at < text.length() && text.charAt(at) != closing) {
        if (isQuote(text.charAt(at))) {
          skipString();
        } else if (isNameStart(text.charAt(at))) {
          labels.add(word());
        } else {
          at++;
        }
      }
      at = after(closing);
      return labels;
    }

    private String word() {
      int start = at;
      while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
        at++;
      }
      return text.substring(start, at);
    }

    /** Numbers and durations: 1, 0.5, 1e-3, 5m, 1h30m. */
    private void skipNumber() {
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at))
              || text.charAt(at) == '.'
              || isExponentSign())) {
        at++;
      }
    }

    private boolean isExponentSign() {
      char c = text.charAt(at);
      char before = text.charAt(at - 1);
      return (c == '-' || c == '+') && (before == 'e' || before == 'E');
    }

    private void skipString() {
      char quote = text.charAt(at);
      int start = at++;
      while (at < text.length() && text.charAt(at) != quote) {
        at += text.charAt(at) == '\\' && quote != '`' ? 2 : 1;
      }
      if (at >= text.length()) {
        at = start;
        throw wrong("a string must end with " + quote);
      }
      at++;
    }

    private int after(char closing) {
      int end = text.indexOf(closing, at);
      if (end < 0) {
        throw wrong(closing + " was expected");
      }
      return end + 1;
    }

    private int nextNonBlank() {
      int next = at;
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      return next;
    }

    private IllegalArgumentException wrong(String expected) {
      return new IllegalArgumentException(
          "%s at character %d of the expression %s".formatted(expected, at, text));
    }

    private static boolean isQuote(char c) {
      return c == '"' || c == '\'' || c == '`';
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
      return c == '_' || c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
  }
}
