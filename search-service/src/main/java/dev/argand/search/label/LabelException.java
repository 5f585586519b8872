package dev.argand.search.label;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A label that cannot be taken. The message is one line: what, its value, what was expected; it
 * names fields as the API does.
 */
public final class LabelException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Text, and fields, which whoever tells a person names in that person's words. */
  private final transient List<Object> words;

  /** A refusal with its reason. */
  public LabelException(String message) {
    this(List.of(message));
  }

  private LabelException(List<Object> words) {
    super(said(words, LabelField::apiName));
    this.words = words;
  }

  /** A refusal made of text and {@link LabelField}s. */
  static LabelException of(List<?> words) {
    return new LabelException(List.copyOf(words));
  }

  /** The message with other names for the fields, such as a command's options. */
  public String message(Function<LabelField, String> names) {
    return said(words, names);
  }

  private static String said(List<Object> words, Function<LabelField, String> names) {
    return words.stream()
        .map(word -> word instanceof LabelField field ? names.apply(field) : word.toString())
        .collect(Collectors.joining());
  }
}
