// Sends what is typed to the API of this page, and shows what comes back.
const EXAMPLES = {
  "The nearest stores with these goods": [`query StoresNear($near: NearInput!, $goods: [GoodsInput!]) {
  storesNear(near: $near, goods: $goods, first: 3) {
    places { name countryCode }
    edges {
      distanceKm
      node { id code name openNow opensAt }
      offer { whole readyAt lines { sku wanted free } }
    }
  }
}`, { near: { place: "Berlin" }, goods: [{ sku: "SENCHA-UJI-100G", quantity: 1 }] }],
  "Search the catalogue": [`query Products($search: String) {
  products(search: $search, first: 5) {
    totalCount
    edges { node { slug title brand priceFrom { formatted } variants { sku title price { formatted } } } }
  }
}`, { search: "抹茶" }],
  "Order at once": [`mutation OrderNow($key: ID!, $lines: [CartLineInput!]!, $fulfil: FulfilInput, $contact: ContactInput!) {
  orderNow(key: $key, lines: $lines, fulfil: $fulfil, contact: $contact, payWith: COUNTER) {
    __typename
    ... on Order { id number totals { total { formatted } } pickups { readyAt pass { code } } }
    ... on OutOfStock { message free }
    ... on Problem { message }
  }
}`, { key: "a-key-of-your-own", lines: [{ sku: "SENCHA-UJI-100G", quantity: 1 }], fulfil: { pickup: { storeId: "an id from storesNear" } }, contact: { name: "Ada" } }],
  "Sign in as staff": [`mutation SignInStaff($email: String!, $password: String!) {
  signInStaff(email: $email, password: $password) {
    __typename
    ... on StaffSession { token expiresAt staff { name role stores { id code } } }
    ... on Problem { message }
  }
}`, { email: "", password: "" }],
};
const by = (id) => document.getElementById(id);

function begin(name) {
  const [operation, variables] = EXAMPLES[name];
  by("operation").value = operation;
  by("variables").value = JSON.stringify(variables, null, 2);
}

async function run() {
  let variables;
  try {
    variables = JSON.parse(by("variables").value || "{}");
  } catch (mistake) {
    by("answer").textContent = `The variables are not JSON: ${mistake.message}`;
    return;
  }
  const headers = { "Content-Type": "application/json", "Accept-Language": by("language").value || "en" };
  if (by("token").value) headers.Authorization = `Bearer ${by("token").value}`;
  const began = performance.now();
  try {
    const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query: by("operation").value, variables }) });
    const text = await answer.text();
    by("took").textContent = `${answer.status}, ${Math.round(performance.now() - began)} ms`;
    by("answer").textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch (gone) {
    by("took").textContent = "";
    by("answer").textContent = `No answer: ${gone.message}`;
  }
}

for (const name of Object.keys(EXAMPLES)) by("example").append(new Option(name));
by("example").addEventListener("change", (event) => begin(event.target.value));
by("run").addEventListener("click", run);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
begin(by("example").value);
