package dev.argand.search.service;

import static dev.argand.search.service.HttpJson.answer;
import static dev.argand.search.service.HttpJson.body;
import static dev.argand.search.service.HttpJson.guarded;
import static dev.argand.search.service.HttpJson.optionalNumber;
import static dev.argand.search.service.HttpJson.optionalText;
import static dev.argand.search.service.HttpJson.parse;
import static dev.argand.search.service.HttpJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.SearchDecision;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Searches over HTTP, in JSON, and with them the models of {@link ModelApi}. Errors are 4xx or 503
 * with {@code {"error": one line}}.
 *
 * <pre>
 * GET  /api/searches                 {"running": runId or null, "progress": {...}, "decisions": [newest first]}
 * POST /api/searches                 {who, why, data?, profile?, seed?}: 201 it starts, 409 it is refused,
 *                                    400 there is no such data or profile
 * POST /api/alerts                   Alertmanager's webhook, version 4
 * </pre>
 */
public final class SearchApi {
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
        .post("/api/alerts", guarded(api::alerts));
    ModelApi.register(server, service.models());
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
      throw new HttpJson.BadRequest("alerts: an array as in Alertmanager's webhook was expected");
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
}
