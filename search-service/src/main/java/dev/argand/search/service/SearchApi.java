package dev.argand.search.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches and models over HTTP, in JSON. Errors are 4xx or 503 with {@code {"error": one line}}.
 *
 * <pre>
 * GET  /api/searches                 {"running": runId or null, "progress": {...}, "decisions": [newest first]}
 * POST /api/searches                 {who, why, data?, profile?, seed?}: 201 it starts, 409 it is refused
 * POST /api/alerts                   Alertmanager's webhook, version 4
 * GET  /api/models                   {"champion": digest, "generation", "models": [by version]}
 * GET  /api/models/history           every change of the champion, oldest first
 * POST /api/models/{version or digest}/promote   {who, why}
 * POST /api/models/rollback          {who, why}
 * </pre>
 */
public final class SearchApi {
  private static final Logger LOG = LoggerFactory.getLogger(SearchApi.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchService service;

  private SearchApi(SearchService service) {
    this.service = service;
  }

  /** Adds the routes to a server. */
  public static void register(Javalin server, SearchService service) {
    SearchApi api = new SearchApi(service);
    server
        .get("/api/searches", guarded(api::searches))
        .post("/api/searches", guarded(api::search))
        .post("/api/alerts", guarded(api::alerts))
        .get("/api/models", guarded(api::models))
        .get("/api/models/history", guarded(api::history))
        .post("/api/models/rollback", guarded(api::rollback))
        .post("/api/models/{model}/promote", guarded(api::promote));
  }

  private void searches(Context context) {
    Map<String, Object> answer = new LinkedHashMap<>();
    Json.put(answer, "running", service.running().orElse(null));
    Json.put(answer, "progress", service.progress().map(Json::of).orElse(null));
    answer.put("decisions", service.decisions().stream().map(Json::of).toList());
    answer(context, 200, answer);
  }

  private void search(Context context) throws InterruptedException {
    JsonNode body = body(context, Set.of("who", "why", "data", "profile", "seed"));
    SearchWish wish =
        new SearchWish(
            text(body, "who"),
            text(body, "why"),
            optionalText(body, "data"),
            optionalText(body, "profile"),
            optionalNumber(body, "seed"));
    SearchDecision decision = service.request(wish);
    answer(context, decision.getDecision() == Decision.START ? 201 : 409, Json.of(decision));
  }

  private void alerts(Context context) throws InterruptedException {
    JsonNode body = parse(context);
    JsonNode alerts = body.path("alerts");
    if (!alerts.isArray()) {
      throw new BadRequest("alerts: an array as in Alertmanager's webhook was expected");
    }
    List<Object> decided = new ArrayList<>();
    Optional<JsonNode> chosen = firing(alerts);
    if (chosen.isPresent()) {
      decided.add(
          Json.of(
              service.alert(
                  text(chosen.get().path("labels"), "alertname"),
                  chosen.get().path("annotations").path("summary").asText(""))));
    }
    answer(context, 200, Map.of("decisions", decided));
  }

  /** The first firing alert that the policy heeds, else the first that fires: one word a call. */
  private Optional<JsonNode> firing(JsonNode alerts) {
    JsonNode first = null;
    for (JsonNode alert : alerts) {
      if (alert.path("status").asText().equals("firing")) {
        if (service.policy().heeds(text(alert.path("labels"), "alertname"))) {
          return Optional.of(alert);
        }
        first = first == null ? alert : first;
      }
    }
    return Optional.ofNullable(first);
  }

  private void models(Context context) {
    ModelDesk desk = service.models();
    ModelDesk.Standing standing = desk.standing();
    Map<String, Object> answer = new LinkedHashMap<>();
    Json.put(answer, "champion", standing.champion().orElse(null));
    answer.put("generation", standing.generation());
    answer.put("models", desk.models().stream().map(Json::of).toList());
    answer(context, 200, answer);
  }

  private void history(Context context) {
    answer(context, 200, service.models().history().stream().map(Json::of).toList());
  }

  private void promote(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why"));
    String model = context.pathParam("model");
    answer(
        context,
        200,
        Json.of(service.models().promote(model, text(body, "who"), text(body, "why"))));
  }

  private void rollback(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why"));
    answer(context, 200, Json.of(service.models().rollback(text(body, "who"), text(body, "why"))));
  }

  private static Handler guarded(Handler handler) {
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

  private static int status(ModelDeskException e) {
    return switch (e.reason()) {
      case UNKNOWN -> 404;
      case INCOMPLETE -> 400;
      case OVERTAKEN -> 409;
    };
  }

  private static void error(Context context, int status, Exception e) {
    answer(context, status, Map.of("error", String.valueOf(e.getMessage())));
  }

  private static void answer(Context context, int status, Object value) {
    try {
      context.status(status).contentType("application/json").result(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer could not be written", e);
    }
  }

  /** What was sent is not what was expected. */
  private static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequest(String message) {
      super(message);
    }
  }

  private static JsonNode body(Context context, Set<String> names) {
    JsonNode body = parse(context);
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!names.contains(field.getKey())) {
        throw new BadRequest(
            "%s: one of %s was expected".formatted(field.getKey(), new TreeSet<>(names)));
      }
    }
    return body;
  }

  private static JsonNode parse(Context context) {
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

  private static String text(JsonNode body, String name) {
    String value = optionalText(body, name);
    if (value == null || value.isBlank()) {
      throw new BadRequest(
          name + ": text that is not blank was expected, was " + shown(body, name));
    }
    return value;
  }

  private static @Nullable String optionalText(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new BadRequest(name + ": text was expected, was " + value);
    }
    return value.textValue();
  }

  private static @Nullable Long optionalNumber(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new BadRequest(name + ": a whole number was expected, was " + value);
    }
    return value.longValue();
  }

  private static String shown(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value instanceof MissingNode ? "missing" : value.toString();
  }
}
