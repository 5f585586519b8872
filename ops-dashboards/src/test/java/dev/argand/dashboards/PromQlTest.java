package dev.argand.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void read_aggregationsFunctionsAndJoins_findsOnlySelectors() {
    PromQl read =
        PromQl.read(
            """
            # the share of one label
            sum by (label) (rate(heard_total{accepted="true", label!~"by|sum"}[$__rate_interval]))
              / on (instance) group_left(version) max(windows_total offset 5m) > bool 1e-3
              unless topk(3, up == 1) and histogram_quantile(0.95, le_bucket)
            """);
    assertThat(read.selectors())
        .extracting(SeriesSelector::metric)
        .containsExactly("heard_total", "windows_total", "up", "le_bucket");
    assertThat(read.selectors().get(0))
        .satisfies(
            selector ->
                assertThat(selector.text())
                    .isEqualTo("heard_total{accepted=\"true\", label!~\"by|sum\"}"))
        .satisfies(
            selector -> assertThat(selector.labels()).isEqualTo(Set.of("accepted", "label")));
    assertThat(read.groupings()).containsExactlyInAnyOrder("label", "instance", "version");
  }

  @Test
  void read_aggregationWithTheLabelsBehind_findsBoth() {
    PromQl read = PromQl.read("sum(a:b_total) without (x, y) * 2 + 1h30m");
    assertThat(read.selectors()).extracting(SeriesSelector::metric).containsExactly("a:b_total");
    assertThat(read.groupings()).containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void read_emptyLabelList_isNoSelector() {
    assertThat(PromQl.read("a < on() group_left() max(b)").selectors())
        .extracting(SeriesSelector::metric)
        .containsExactly("a", "b");
  }

  @Test
  void read_escapedQuotes_stayInTheString() {
    assertThat(PromQl.read("a{b=\"c\\\"d\"} + e").selectors())
        .extracting(SeriesSelector::metric)
        .containsExactly("a", "e");
  }

  @Test
  void read_unendedOrNameless_isRefused() {
    assertThatThrownBy(() -> PromQl.read("a{b=\"c}")).hasMessageContaining("a string must end");
    assertThatThrownBy(() -> PromQl.read("rate(a[5m")).hasMessageContaining("] was expected");
    assertThatThrownBy(() -> PromQl.read("{job=\"x\"}")).hasMessageContaining("name its metric");
  }
}
