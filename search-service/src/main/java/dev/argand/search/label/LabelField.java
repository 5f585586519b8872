package dev.argand.search.label;

/** What a {@link LabelDraft} says, by the names that the API gives it. */
public enum LabelField {
  /** Id of the label that is replaced or withdrawn. */
  LABEL_ID("labelId"),
  /** Who heard it. */
  SOURCE_ID("sourceId"),
  /** The source's session, with samples. */
  SESSION_ID("sessionId"),
  /** First sample of the interval. */
  FIRST_SAMPLE_INDEX("firstSampleIndex"),
  /** One past its last. */
  END_SAMPLE_INDEX("endSampleIndex"),
  /** UTC of the interval's start. */
  START("start"),
  /** UTC of its end. */
  END("end"),
  /** The one window that is judged. */
  WINDOW_ID("windowId"),
  /** What is heard. */
  LABEL("label"),
  /** Who says so. */
  WHO("who"),
  /** Anything else. */
  NOTE("note");

  private final String apiName;

  LabelField(String apiName) {
    this.apiName = apiName;
  }

  /** Its name in JSON. */
  public String apiName() {
    return apiName;
  }
}
