package dev.argand.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The schema of a custom resource, as its CustomResourceDefinition states it: types, properties,
 * required ones, enums, patterns and bounds. A field that it does not have is a mistake, where an
 * API server would silently drop it. Not read: {@code oneOf}, CEL rules.
 */
final class StructuralSchema {
  private final List<String> mistakes = new ArrayList<>();

  private StructuralSchema() {}

  /** What is wrong with a resource, a line each; nothing if it is valid. */
  static List<String> mistakes(JsonNode schema, JsonNode resource) {
    StructuralSchema check = new StructuralSchema();
    check.check("", schema, resource);
    return check.mistakes;
  }

  private void check(String path, JsonNode schema, JsonNode value) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      require(value.isIntegralNumber() || value.isTextual(), path, "a whole number or text", value);
      text(path, schema, value);
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> object(path, schema, value);
      case "array" -> array(path, schema, value);
      case "string" -> {
        require(value.isTextual(), path, "text", value);
        text(path, schema, value);
      }
      case "integer" -> number(path, schema, value, value.isIntegralNumber());
      case "number" -> number(path, schema, value, value.isNumber());
      case "boolean" -> require(value.isBoolean(), path, "true or false", value);
      default ->
          require(
              schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
              path,
              "a type",
              schema);
    }
  }

  private void object(String path, JsonNode schema, JsonNode value) {
    if (!value.isObject()) {
      require(false, path, "an object", value);
      return;
    }
    JsonNode properties = schema.path("properties");
    boolean isOpen =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            // The API server's own, checked elsewhere.
            || path.equals("/metadata");
    value
        .properties()
        .forEach(
            field -> {
              String at = path + "/" + field.getKey();
              if (properties.has(field.getKey())) {
                check(at, properties.get(field.getKey()), field.getValue());
              } else if (schema.path("additionalProperties").isObject()) {
                check(at, schema.get("additionalProperties"), field.getValue());
              } else if (!isOpen) {
                mistakes.add(at + " is no field");
              }
            });
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        mistakes.add(path + "/" + name.asText() + " is required");
      }
    }
  }

  private void array(String path, JsonNode schema, JsonNode value) {
    require(value.isArray(), path, "a list", value);
    require(value.size() >= schema.path("minItems").asInt(), path, "more items", value);
    for (int i = 0; i < value.size(); i++) {
      check(path + "/" + i, schema.path("items"), value.get(i));
    }
  }

  private void number(String path, JsonNode schema, JsonNode value, boolean isOfType) {
    require(isOfType, path, schema.path("type").asText(), value);
    if (schema.has("minimum")) {
      require(
          value.asDouble() >= schema.get("minimum").asDouble(),
          path,
          "at least " + schema.get("minimum"),
          value);
    }
    if (schema.has("maximum")) {
      require(
          value.asDouble() <= schema.get("maximum").asDouble(),
          path,
          "at most " + schema.get("maximum"),
          value);
    }
  }

  private void text(String path, JsonNode schema, JsonNode value) {
    if (schema.has("enum")) {
      boolean isOne = false;
      for (JsonNode one : schema.get("enum")) {
        isOne |= one.equals(value);
      }
      require(isOne, path, "one of " + schema.get("enum"), value);
    }
    if (schema.has("pattern") && value.isTextual()) {
      String pattern = schema.get("pattern").asText();
      require(Pattern.compile(pattern).matcher(value.asText()).find(), path, pattern, value);
    }
  }

  private void require(boolean condition, String path, String expected, JsonNode value) {
    if (!condition) {
      mistakes.add("%s must be %s, was %s".formatted(path, expected, value));
    }
  }
}
