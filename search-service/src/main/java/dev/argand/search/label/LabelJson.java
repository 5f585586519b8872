package dev.argand.search.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Drafts as JSON: one object or an array of them, with the names of {@link LabelDraft}. */
final class LabelJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> FIELDS =
      Arrays.stream(LabelField.values())
          .map(LabelField::apiName)
          .collect(Collectors.toCollection(TreeSet::new));

  private LabelJson() {}

  static List<LabelDraft> drafts(byte[] body) throws LabelException {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new LabelException("body: JSON was expected: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new LabelException("body: JSON in UTF-8 was expected");
    }
    List<LabelDraft> drafts = new ArrayList<>();
    if (tree.isArray()) {
      for (JsonNode each : tree) {
        try {
          drafts.add(draft(each));
        } catch (LabelException e) {
          throw new LabelException("label %d: %s".formatted(drafts.size(), e.getMessage()));
        }
      }
    } else {
      drafts.add(draft(tree));
    }
    return drafts;
  }

  private static LabelDraft draft(JsonNode node) throws LabelException {
    if (!node.isObject()) {
      throw new LabelException(
          "body: an object or an array of objects was expected, was " + node.getNodeType());
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new LabelException(
            "\"%s\": one of %s was expected"
                .formatted(name.replaceAll("\\p{Cntrl}", "?"), String.join(", ", FIELDS)));
      }
    }
    return new LabelDraft(
        text(node, "labelId"),
        orEmpty(text(node, "sourceId")),
        text(node, "sessionId"),
        number(node, "firstSampleIndex"),
        number(node, "endSampleIndex"),
        time(node, "start"),
        time(node, "end"),
        text(node, "windowId"),
        text(node, "label"),
        orEmpty(text(node, "who")),
        orEmpty(text(node, "note")));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String text(JsonNode node, String name) throws LabelException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new LabelException("%s: text was expected, was %s".formatted(name, value));
    }
    return value.textValue();
  }

  private static @Nullable Long number(JsonNode node, String name) throws LabelException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new LabelException("%s: a whole number was expected, was %s".formatted(name, value));
    }
    return value.longValue();
  }

  private static @Nullable Instant time(JsonNode node, String name) throws LabelException {
    String text = text(node, name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new LabelException(
          "%s: a UTC time such as 2026-01-31T23:59:59.123456Z was expected, was \"%s\""
              .formatted(name, text.replaceAll("\\p{Cntrl}", "?")));
    }
  }
}
