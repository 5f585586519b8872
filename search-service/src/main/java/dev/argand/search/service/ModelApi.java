package dev.argand.search.service;

import static dev.argand.search.service.HttpJson.answer;
import static dev.argand.search.service.HttpJson.body;
import static dev.argand.search.service.HttpJson.guarded;
import static dev.argand.search.service.HttpJson.optionalText;
import static dev.argand.search.service.HttpJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import dev.argand.search.service.HttpJson.BadRequest;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Models over HTTP: what there is, which names they have, and moving those. {@code GET
 * /api/openapi.json} describes every route. Errors are 4xx or 503 with {@code {"error": one line}}.
 */
final class ModelApi {
  private static final String DOCUMENT = "openapi.json";

  private static final Duration COMPARED = Duration.ofHours(1);
  private static final Duration MOST_COMPARED = Duration.ofDays(1);

  private final ModelDesk desk;

  /** What a path answers to. */
  record Route(HandlerType method, String path, Handler handler) {}

  private ModelApi(ModelDesk desk) {
    this.desk = desk;
  }

  /** Adds the routes to a server. */
  static void register(Javalin server, ModelDesk desk) {
    for (Route route : routes(desk)) {
      server.addHttpHandler(route.method(), route.path(), guarded(route.handler()));
    }
  }

  static List<Route> routes(ModelDesk desk) {
    ModelApi api = new ModelApi(desk);
    return List.of(
        new Route(HandlerType.GET, "/api/openapi.json", ModelApi::document),
        new Route(HandlerType.GET, "/api/models", api::models),
        new Route(HandlerType.GET, "/api/models/history", api::history),
        new Route(HandlerType.GET, "/api/models/status", api::status),
        new Route(HandlerType.GET, "/api/models/comparison", api::comparison),
        new Route(HandlerType.POST, "/api/models/rollback", api::rollback),
        new Route(HandlerType.POST, "/api/models/shadow/end", api::endShadow),
        new Route(HandlerType.POST, "/api/models/aliases/{name}", api::alias),
        new Route(HandlerType.POST, "/api/models/{model}/promote", api::promote),
        new Route(HandlerType.POST, "/api/models/{model}/canary", api::canary),
        new Route(HandlerType.POST, "/api/models/{model}/shadow", api::shadow));
  }

  private static void document(Context context) {
    try (InputStream in =
        Objects.requireNonNull(ModelApi.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
      context.contentType("application/json").result(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void models(Context context) {
    ModelDesk.Standing standing = desk.standing();
    Map<String, Object> said = new LinkedHashMap<>();
    Json.put(said, "champion", standing.champion().orElse(null));
    said.put("generation", standing.generation());
    said.put("models", desk.models().stream().map(Json::of).toList());
    answer(context, 200, said);
  }

  private void history(Context context) {
    boolean all = "true".equals(context.queryParam("all"));
    answer(
        context, 200, (all ? desk.fullHistory() : desk.history()).stream().map(Json::of).toList());
  }

  private void status(Context context) {
    Map<String, Object> said = new LinkedHashMap<>();
    // Read before the log: what comes between the two must not look like another log's.
    List<ModelDeployment> instances = desk.deployments();
    ModelDesk.Standing standing = desk.standing();
    Instant now = Instant.now();
    said.put("generation", standing.generation());
    said.put("names", desk.aliases());
    said.put("rollouts", desk.rollouts().stream().map(ModelApi::rollout).toList());
    Json.put(said, "succession", desk.succession().map(Json::of).orElse(null));
    said.put("instances", instances.stream().map(one -> Json.of(one, standing, now)).toList());
    answer(context, 200, said);
  }

  private void comparison(Context context) throws ModelDeskException {
    String minutes = context.queryParam("minutes");
    answer(
        context,
        200,
        Json.of(
            desk.compare(
                context.queryParam("model"),
                minutes == null ? COMPARED : Duration.ofMinutes(minutes(minutes)))));
  }

  private static long minutes(String text) {
    long minutes;
    try {
      minutes = Long.parseLong(text);
    } catch (NumberFormatException e) {
      minutes = 0;
    }
    if (minutes < 1 || minutes > MOST_COMPARED.toMinutes()) {
      throw new BadRequest(
          "minutes: a whole number from 1 to %d was expected, was %s"
              .formatted(MOST_COMPARED.toMinutes(), text));
    }
    return minutes;
  }

  private static Map<String, Object> rollout(Rollout rollout) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("alias", rollout.alias());
    said.put("digest", rollout.digest());
    said.put("percent", rollout.percent());
    said.put("sinceGeneration", rollout.sinceGeneration());
    return said;
  }

  private void promote(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why", "labels"));
    answer(
        context,
        200,
        Json.of(
            desk.promote(
                context.pathParam("model"), labels(body), text(body, "who"), text(body, "why"))));
  }

  private void canary(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why", "percent", "labels"));
    answer(
        context,
        200,
        Json.of(
            desk.canary(
                context.pathParam("model"),
                percent(body),
                labels(body),
                text(body, "who"),
                text(body, "why"))));
  }

  private void shadow(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why", "percent"));
    answer(
        context,
        200,
        Json.of(
            desk.shadow(
                context.pathParam("model"), percent(body), text(body, "who"), text(body, "why"))));
  }

  private void endShadow(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why"));
    answer(context, 200, Json.of(desk.endShadow(text(body, "who"), text(body, "why"))));
  }

  private void alias(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why", "model"));
    answer(
        context,
        200,
        Json.of(
            desk.alias(
                context.pathParam("name"),
                optionalText(body, "model"),
                text(body, "who"),
                text(body, "why"))));
  }

  private void rollback(Context context) throws ModelDeskException {
    JsonNode body = body(context, Set.of("who", "why"));
    answer(context, 200, Json.of(desk.rollback(text(body, "who"), text(body, "why"))));
  }

  private static int percent(JsonNode body) {
    JsonNode percent = body.path("percent");
    if (!percent.isIntegralNumber() || percent.asLong() < 0 || percent.asLong() > 100) {
      throw new BadRequest("percent: a whole number from 0 to 100 was expected, was " + percent);
    }
    return percent.asInt();
  }

  private static LabelMap labels(JsonNode body) {
    JsonNode labels = body.path("labels");
    if (labels.isMissingNode() || labels.isNull()) {
      return LabelMap.NONE;
    }
    Map<String, String> places = new TreeMap<>();
    for (Map.Entry<String, JsonNode> place : labels.properties()) {
      if (!place.getValue().isTextual()) {
        throw new BadRequest("labels: a new label by each old one was expected, was " + labels);
      }
      places.put(place.getKey(), place.getValue().textValue());
    }
    if (!labels.isObject()) {
      throw new BadRequest("labels: a JSON object was expected, was " + labels);
    }
    return new LabelMap(places);
  }
}
