// Niceties: every page works without them.
document.addEventListener("alpine:init", () => {
  // Narrows the list of tables while one types.
  Alpine.data("finder", () => ({
    off: false,
    typed(event) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const item of this.$refs.list.children) {
        item.hidden = !item.dataset.name.replaceAll("_", " ").includes(wanted.replaceAll("_", " "));
      }
    },
  }));
  // Asks before a form that was typed into is left.
  Alpine.data("guard", () => ({
    dirty: false,
    init() {
      window.addEventListener("beforeunload", (event) => {
        if (this.dirty) event.preventDefault();
      });
      this.$el.addEventListener("submit", () => {
        this.dirty = false;
      });
    },
    touched() {
      this.dirty = true;
    },
  }));
});
