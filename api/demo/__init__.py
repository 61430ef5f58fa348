"""The demo's own world, invented by the project: stores, goods, people and orders as data, and their pictures."""
