// Where a person is in the picture: moves the mark from node to node and has each one told.

import { keepInView } from "./view.js";
import { centreOf, next, ringsRound, walkable } from "./walk.js";

export class Walker {
  current = null;

  constructor(cy, panel) {
    this.cy = cy;
    this.panel = panel;
    this.renew();
  }

  // After a step: what is there to be walked, and what the panel says of where one is.
  renew() {
    this.middle = centreOf(this.cy);
    this.rings = this.middle && ringsRound(this.cy, this.middle);
    if (this.current?.removed()) this.current = null;
    this.leaveHidden();
    if (this.current) this.panel.show(this.current);
  }

  centre() {
    return this.middle?.visible() ? this.middle : walkable(this.cy)[0];
  }

  go(node) {
    if (!node) {
      this.panel.say("Nothing further that way.");
      return;
    }
    this.current?.removeClass("app-current");
    this.current = node;
    node.addClass("app-current");
    keepInView(this.cy, node);
    this.panel.show(node);
    this.panel.tell(node);
  }

  step(arrow) {
    this.go(next(this.cy, this.current ?? this.centre(), arrow, this.middle, this.rings));
  }

  // The order of the server, which is the order of the table: a way past every node for everybody.
  turn(places) {
    const nodes = walkable(this.cy);
    const at = nodes.indexOf(this.current) + places;
    this.go(nodes[(at + nodes.length) % nodes.length]);
  }

  // What the pointer rests on is shown, not spoken, and the mark stays where it is.
  glance(node) {
    if (node) this.panel.show(node);
  }

  leaveHidden() {
    if (this.current && !this.current.visible()) this.go(this.centre());
  }

  open() {
    const address = this.panel.addressOf(this.current);
    if (address) window.location.assign(address);
    else if (this.current) this.panel.say(`${this.current.data("label")} has no page of its own.`);
  }
}
