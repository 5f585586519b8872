package dev.argand.search.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.argand.search.model.ModelDeskException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests in JSON, read strictly, and answers. */
final class HttpJson {
  private static final Logger LOG = LoggerFactory.getLogger(HttpJson.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpJson() {}

  static Handler guarded(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (BadRequest | IllegalArgumentException e) {
        error(context, 400, e);
      } catch (ModelDeskException e) {
        error(context, status(e), e);
      } catch (IllegalStateException | KafkaException e) {
        LOG.warn("{} {} failed", context.method(), context.path(), e);
        error(context, 503, e);
      }
    };
  }

  static int status(ModelDeskException e) {
    return switch (e.reason()) {
      case UNKNOWN -> 404;
      case INCOMPLETE -> 400;
      case OVERTAKEN, LABELS -> 409;
    };
  }

  static void error(Context context, int status, Exception e) {
    answer(context, status, Map.of("error", String.valueOf(e.getMessage())));
  }

  static void answer(Context context, int status, Object value) {
    try {
      context.status(status).contentType("application/json").result(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer could not be written", e);
    }
  }

  /** What was sent is not what was expected. */
  static final class BadRequest extends RuntimeException {
    static final long serialVersionUID = 1;

    BadRequest(String message) {
      super(message);
    }
  }

  static JsonNode body(Context context, Set<String> names) {
    JsonNode body = parse(context);
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!names.contains(field.getKey())) {
        throw new BadRequest(
            "%s: one of %s was expected".formatted(field.getKey(), new TreeSet<>(names)));
      }
    }
    return body;
  }

  static JsonNode parse(Context context) {
    try {
      JsonNode body = JSON.readTree(context.body());
      if (body == null || !body.isObject()) {
        throw new BadRequest("body: a JSON object was expected");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new BadRequest("body: a JSON object was expected: " + e.getOriginalMessage());
    }
  }

  static String text(JsonNode body, String name) {
    String value = optionalText(body, name);
    if (value == null || value.isBlank()) {
      throw new BadRequest(
          name + ": text that is not blank was expected, was " + shown(body, name));
    }
    return value;
  }

  static @Nullable String optionalText(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new BadRequest(name + ": text was expected, was " + value);
    }
    return value.textValue();
  }

  static @Nullable Long optionalNumber(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new BadRequest(name + ": a whole number was expected, was " + value);
    }
    return value.longValue();
  }

  static String shown(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value instanceof MissingNode ? "missing" : value.toString();
  }
}
